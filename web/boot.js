// Before the first paint: what the person chose. Small, blocking, and without it
// the page is merely light, Chinese and of normal size.
(function () {
  var root = document.documentElement;
  var read = function (k) { try { return localStorage.getItem(k); } catch (e) { return null; } };
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var looks = function () {
    var body = document.body;
    if (!body) return;
    var theme = read("dh.theme");
    body.dataset.weuiTheme = theme === "light" || theme === "dark" ? theme : dark.matches ? "dark" : "light";
    if (read("dh.care") === "1") body.dataset.weuiMode = "care";
    else delete body.dataset.weuiMode;
    root.lang = read("dh.lang") === "en" ? "en" : "zh-CN";
  };
  window.denghuoLooks = looks;
  dark.addEventListener("change", looks);
  if (document.body) { looks(); return; }
  new MutationObserver(function (_, o) {
    if (document.body) { o.disconnect(); looks(); }
  }).observe(root, { childList: true });
})();
