// The editor of queries: CodeMirror in the place of the text field, which stays what the form sends.
import { autocompletion, completeFromList, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const KEYWORDS =
  "SELECT ASK CONSTRUCT DESCRIBE WHERE FILTER OPTIONAL UNION GRAPH VALUES BIND MINUS EXISTS NOT DISTINCT COUNT " +
  "GROUP_CONCAT SAMPLE MIN MAX GROUP BY HAVING ORDER LIMIT OFFSET PREFIX REGEX CONTAINS LCASE STR LANG UNDEF";

// Colours are the tokens of the page, which reach into the shadow tree; what is stressed is told in type, too.
const style = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.variableName, tags.name], color: "var(--series-4)" },
  { tag: [tags.string, tags.number, tags.atom], color: "var(--series-3)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);
const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--field)", border: "1px solid var(--quiet)", borderRadius: "3px" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: ".9rem", lineHeight: "1.5" },
  ".cm-content": { minHeight: "14rem", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--quiet)", backgroundColor: "var(--wash)", border: "0" },
  ".cm-matchingBracket": { outline: "1px solid var(--focus)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--quiet)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--on-link)", backgroundColor: "var(--link)" },
});

function edit(field: HTMLTextAreaElement): void {
  const form = field.form;
  if (!form) return;
  // In a shadow tree the editor's styles are sheets of the tree, and no style element that the policy would refuse.
  const host = document.createElement("div");
  field.before(host);
  const root = host.attachShadow({ mode: "open" });
  const words = [...(field.dataset["terms"] ?? "").split(" "), ...KEYWORDS.split(" ")].filter(Boolean);
  const options = words.map((label) => ({ label, type: label.includes(":") ? "property" : "keyword" }));
  const send = (): boolean => {
    form.requestSubmit();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: send }]),
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        autocompletion({ override: [completeFromList(options)], activateOnTyping: true, icons: false }),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        StreamLanguage.define(sparql),
        syntaxHighlighting(style),
        theme,
        EditorView.lineWrapping,
        EditorView.domEventHandlers({
          // what is typed goes straight into the document: a browser that typed it would try to keep its looks in a
          // style attribute, which the policy of the page refuses
          beforeinput(event, editor) {
            if (event.inputType !== "insertText" || !event.data || !event.cancelable || editor.composing) return false;
            event.preventDefault();
            editor.dispatch(editor.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
            return true;
          },
        }),
        EditorView.contentAttributes.of({ "aria-label": "SPARQL 1.1 query", spellcheck: "false" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  field.hidden = true;
  field.required = false; // a field that is not seen cannot say that it is empty; the server says it
  for (const label of field.labels) label.addEventListener("click", () => view.focus());
}

const field = document.querySelector<HTMLTextAreaElement>("form.query textarea");
if (field) edit(field);
