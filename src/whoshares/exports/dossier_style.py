"""How the pages of a site of dossiers look: on light and dark screens, on a phone, and on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """\
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #535d68; --line: #d7dce1; --paper: #fff; --wash: #f4f6f8;
  --link: #0b5394; --stop: #9a3412; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --quiet: #a4aeb8; --line: #3a424a; --paper: #14181c;
  --wash: #1d2227; --link: #8ab8f0; --stop: #f0a070; } }
* { box-sizing: border-box; }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 46rem;
  margin: 0 auto; padding: 1rem 1rem 3rem; overflow-wrap: anywhere; }
nav, footer, .asked, .small { color: var(--quiet); font-size: .875rem; }
nav { margin-bottom: 1.5rem; }
footer { border-top: 1px solid var(--line); margin-top: 2.5rem; }
a { color: var(--link); }
h1 { font-size: 1.73rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; line-height: 1.25; margin: 2rem 0 .5rem; }
p { margin: .4rem 0; }
.first { border-left: 4px solid var(--ink); padding: .1rem 0 .1rem .9rem; margin: 1rem 0; }
.first p:first-child { font-weight: 600; font-size: 1.1rem; }
ol, ul { margin: .4rem 0; padding-left: 1.5rem; }
li { margin: .4rem 0; }
li p { margin: .1rem 0; font-size: .9rem; color: var(--quiet); }
li:target { background: var(--wash); outline: 4px solid var(--wash); }
.index { columns: 15rem; column-gap: 2rem; padding: 0; list-style: none; }
.index li { break-inside: avoid; margin: .15rem 0; }
summary { color: var(--link); cursor: pointer; padding: .3rem 0; }
figure { margin: 1rem 0; overflow-x: auto; }
figure > svg { max-width: 100%; min-width: 34rem; height: auto; }
@media (min-width: 72rem) { figure { margin-inline: -9rem; } }
svg text { font: 14px system-ui, sans-serif; text-anchor: middle; fill: var(--ink); }
svg .key { text-anchor: start; fill: var(--quiet); }
svg rect { fill: var(--wash); stroke: var(--quiet); }
svg .line { fill: none; stroke: var(--ink); stroke-width: 1.6; }
svg marker path { fill: var(--ink); }
svg .presumed { stroke-dasharray: 9 4; }
svg .possible { stroke-dasharray: 2 5; }
svg .across { stroke: var(--stop); stroke-width: 4; }
svg .data { font-size: 12.5px; fill: var(--quiet); paint-order: stroke; stroke: var(--paper); stroke-width: 4; }
@page { size: A4; margin: 14mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --quiet: #333; --line: #999; --paper: #fff; --wash: #fff; --link: #000;
    --stop: #000; }
  body { font-size: 9pt; line-height: 1.3; max-width: none; padding: 0; }
  nav { display: none; }
  h1 { font-size: 15pt; }
  h2 { font-size: 11pt; margin: .8rem 0 .2rem; break-after: avoid; }
  li, figure, .first { break-inside: avoid; }
  figure { overflow: visible; }
  figure > svg { min-width: 0; max-height: 70mm; }
  .docs { columns: 2; font-size: 7.5pt; }
}
"""
