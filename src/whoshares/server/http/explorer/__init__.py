"""The explorer: pages for people, each at an address of its own, whole without a script.

An address of a verb is a *question*: its form, and its answer below it. An address that is no verb's is a *view*, a row
in `views`. Every thing has a *page*. What is shown is an answer with `to_dict` and `rows`, and the same address gives
it as data.

- `explorer` is the whole: of a question, a thing or a view it makes the page.
- Answers: `pictured` and `routes_page` prepare those with a picture or with routes, `map` that of `around`, `printed`
  all others; `form` has the question, `citation` how to cite, `onward` what to ask next.
- Things: `thing`. Views: `overviews` (places, laws, register), `compare`, `questions` (of the catalogue), `search`,
  `brief`, `complete` and `days` (data for scripts), with `view` for what each is. The first page: `home`.
- Words are those of `text`, where `headlines` has what a page says first; `kinds` says what a thing is. `completion`
  has what a half-typed name may become, `links` the addresses, and `exports/us_map` the maps that are built.
"""
