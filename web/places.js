// Where a person was on a page. The program draws all pages in one document, which the
// browser takes for one page: opening another would leave people in the middle of it. So
// another page opens at its top, and going back finds the one before where it was left.
// What the browser loads anew it restores itself.
"use strict";

(function () {
  const left = new Map(); // how far the pages of this document were scrolled, by their entry in the history
  const placeOf = (state) => (state && state.place) || "";
  let here = placeOf(history.state);
  let made = 0;
  let seeking = 0;

  // As events tell it: by the time an entry is made, the next page may stand there already.
  addEventListener("scroll", () => left.set(here, scrollY), { passive: true });

  // What was drawn from rows comes a moment after the page, so that it is not long enough
  // at once. A person who touches it decides where it is.
  const seek = (y) => {
    const mine = ++seeking;
    const until = performance.now() + 1000;
    const step = () => {
      if (mine !== seeking) return;
      if (scrollY !== y) scrollTo(0, y);
      if (performance.now() < until) requestAnimationFrame(step);
    };
    step();
  };
  for (const touch of ["pointerdown", "wheel", "keydown"]) {
    addEventListener(touch, () => { seeking++; }, { passive: true, capture: true });
  }

  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  history.pushState = (state, title, url) => {
    const from = location.pathname;
    here = Date.now() + "." + made++;
    push(Object.assign({}, state, { place: here }), title, url);
    if (location.pathname === from) return; // another part of the same page
    seeking++;
    scrollTo(0, 0);
  };
  history.replaceState = (state, title, url) => replace(Object.assign({}, state, { place: here }), title, url);

  addEventListener("popstate", (e) => {
    here = placeOf(e.state);
    if (left.has(here)) seek(left.get(here));
  });
})();
