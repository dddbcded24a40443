// Hiding a passage: what is selected in the source is taken into the form.

const source = document.getElementById("source");
const take = document.querySelector("[data-take]");
const form = take?.form;

let selected = null;

/** The text of a range as it was written, without what only screen readers hear. */
function written(range) {
  const copy = range.cloneContents();
  for (const label of copy.querySelectorAll(".unseen")) label.remove();
  return copy.textContent;
}

/** How often the words begin in this text, also overlapping themselves. */
function beginnings(words, text) {
  let count = 0;
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1)) count += 1;
  return count;
}

function onSelect() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  if (!source.contains(range.commonAncestorContainer)) return;
  const words = written(range).trim();
  if (!words) return;
  const before = document.createRange();
  before.selectNodeContents(source);
  before.setEnd(range.endContainer, range.endOffset);
  selected = { words, place: beginnings(words, written(before)) };
  take.hidden = false;
}

function onTake() {
  const whole = document.createRange();
  whole.selectNodeContents(source);
  const several = beginnings(selected.words, written(whole)) > 1;
  form.elements.passage.value = selected.words;
  form.elements.occurrence.value = several ? selected.place : "";
  form.elements.rule.focus();
}

if (source && form) {
  document.addEventListener("selectionchange", onSelect);
  take.addEventListener("click", onTake);
}
