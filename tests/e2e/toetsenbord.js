// What cannot be used by keyboard alone: what takes no focus, comes out of order, or has a focus
// that is not to be seen. After a key was pressed, so that the browser shows the focus.
() => {
  const fouten = [];
  const soorten = "a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex]";
  const kort = (el) => `${el.tagName.toLowerCase()} ‘${(el.innerText || el.name || "").trim().slice(0, 40)}’`;
  const venster = document.querySelector("dialog[open]") || document;
  for (const el of venster.querySelectorAll(soorten)) {
    if (el.disabled || el.matches("main,[tabindex='-1']") || !el.checkVisibility()) continue;
    if (el.tabIndex > 0) fouten.push(`${kort(el)}: out of order`);
    el.focus({ preventScroll: true });
    if (document.activeElement !== el) {
      fouten.push(`${kort(el)}: takes no focus`);
      continue;
    }
    const rand = getComputedStyle(el);
    const omlijnd = rand.outlineStyle !== "none" && parseFloat(rand.outlineWidth) >= 2;
    const bij = el.closest("label,.bm-keuze,.bm-keuzevak");
    const buiten = bij && getComputedStyle(bij);
    const anders = buiten && buiten.outlineStyle !== "none" && parseFloat(buiten.outlineWidth) >= 2;
    if (!omlijnd && !anders && rand.boxShadow === "none") fouten.push(`${kort(el)}: focus not seen`);
  }
  for (const el of document.querySelectorAll("[onclick]")) fouten.push(`${kort(el)}: inline script`);
  document.activeElement.blur();
  return [...new Set(fouten)].slice(0, 8);
}
