// What is wrong with a page as it stands on the screen: text that is cut, that overlaps or that
// falls outside the page. Runs in the page and returns sentences.
() => {
  const MEESTE = 8;
  const fouten = [];
  const breed = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > window.innerWidth) {
    fouten.push(`scrolls sideways: ${document.documentElement.scrollWidth} > ${window.innerWidth}`);
  }
  const stijlen = new Map();
  const stijl = (el) => {
    if (!stijlen.has(el)) stijlen.set(el, getComputedStyle(el));
    return stijlen.get(el);
  };
  const kort = (tekst) => tekst.trim().replace(/\s+/g, " ").slice(0, 50);
  const venster = document.querySelector("dialog[open]");

  // The part of a rectangle that its ancestors let through, and whether a box that cannot be
  // scrolled takes something away.
  function zichtbaar(rechthoek, element) {
    let { left, right, top, bottom } = rechthoek;
    let gesneden = false;
    for (let el = element; el && el !== document.body; el = el.parentElement) {
      const s = stijl(el);
      if (s.position === "fixed" || s.position === "sticky") return null;
      if (s.overflowX === "visible" && s.overflowY === "visible") continue;
      const vak = el.getBoundingClientRect();
      if (vak.width <= 2 || vak.height <= 2) return null; // for screen readers only
      const schuift = ["auto", "scroll"].includes(s.overflowX);
      if (!schuift && (left < vak.left - 2 || right > vak.right + 2)) gesneden = true;
      if (!["auto", "scroll"].includes(s.overflowY) && bottom > vak.bottom + 4) gesneden = true;
      left = Math.max(left, vak.left);
      right = Math.min(right, vak.right);
      top = Math.max(top, vak.top);
      bottom = Math.min(bottom, vak.bottom);
    }
    if (right - left < 1 || bottom - top < 1) return gesneden ? { gesneden } : null;
    return { left, right, top, bottom, gesneden };
  }

  const stukken = [];
  const wandelaar = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const vak = document.createRange();
  while (wandelaar.nextNode()) {
    const knoop = wandelaar.currentNode;
    const ouder = knoop.parentElement;
    if (!knoop.data.trim() || ouder.closest("script,style,noscript,template,option")) continue;
    if (venster && !venster.contains(ouder)) continue;
    // What is folded has a place on the page, and is not shown.
    if (!ouder.checkVisibility()) continue;
    const s = stijl(ouder);
    if (s.visibility !== "visible" || s.opacity === "0") continue;
    vak.selectNodeContents(knoop);
    for (const rechthoek of vak.getClientRects()) {
      if (rechthoek.width < 2 || rechthoek.height < 2) continue;
      const deel = zichtbaar(rechthoek, ouder);
      if (!deel) continue;
      const tekst = kort(knoop.data);
      if (deel.gesneden) fouten.push(`cut: ‘${tekst}’`);
      if (deel.right === undefined) continue;
      if (deel.right > breed + 2 || deel.left < -2) fouten.push(`outside the page: ‘${tekst}’`);
      stukken.push({ ...deel, ouder, tekst });
    }
  }

  stukken.sort((een, ander) => een.top - ander.top);
  for (let i = 0; i < stukken.length; i += 1) {
    const een = stukken[i];
    for (let j = i + 1; j < stukken.length && stukken[j].top < een.bottom; j += 1) {
      const ander = stukken[j];
      if (een.ouder === ander.ouder) continue;
      const x = Math.min(een.right, ander.right) - Math.max(een.left, ander.left);
      const y = Math.min(een.bottom, ander.bottom) - Math.max(een.top, ander.top);
      const laagst = Math.min(een.bottom - een.top, ander.bottom - ander.top);
      if (x > 3 && y > 0.4 * laagst) fouten.push(`overlap: ‘${een.tekst}’ and ‘${ander.tekst}’`);
    }
  }
  return [...new Set(fouten)].slice(0, MEESTE);
}
