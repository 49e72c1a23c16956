// Builds all of web/dist but the Wasm: stylesheets, the sprite from web/sprite.txt,
// our own icon in the sizes that phones ask for, and our scripts, each with its
// compressed copies. What is not ours comes from npm by the lock file.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";

const here = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(here, ...parts);
const out = (name, body) => writeFileSync(at("dist", name), body);
mkdirSync(at("dist"), { recursive: true });

// One file: a page waits for one stylesheet, not for two.
const weui = readFileSync(at("node_modules/weui/dist/style/weui.min.css"), "utf8");
out("app.css", weui + "\n" + readFileSync(at("app.css"), "utf8") + "\n" + readFileSync(at("more.css"), "utf8"));

// Tabler's notice travels with its drawings.
const names = readFileSync(at("sprite.txt"), "utf8").split("\n").filter(Boolean);
const symbols = names.map((name) => {
  const svg = readFileSync(at("node_modules/@tabler/icons/icons/outline", name + ".svg"), "utf8");
  const inner = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/<svg[\s\S]*?>/, "").replace(/<\/svg>\s*$/, "")
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/g, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="i-${name}" viewBox="0 0 24 24">${inner}</symbol>`;
});
out("sprite.svg", `<!-- Icons: Tabler Icons, MIT License, Copyright (c) Paweł Kuna -->\n<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);

const icon = readFileSync(at("icons/icon.svg"), "utf8");
// A maskable icon is cut to any shape: the drawing sits in the inner four fifths.
const maskable = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><rect width="512" height="512" fill="#08443B"/><svg x="51" y="51" width="410" height="410" viewBox="0 0 512 512">${icon.replace(/<\/?svg[^>]*>/g, "")}</svg></svg>`;
const png = (svg, size) => new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
out("icon.svg", icon);
out("icon-192.png", png(icon, 192));
out("icon-512.png", png(icon, 512));
out("icon-maskable.png", png(maskable, 512));

// The code reader of the till, for browsers without one: loaded on that page only.
copyFileSync(at("node_modules/zxing-wasm/dist/iife/reader/index.js"), at("dist/zxing.js"));
copyFileSync(at("node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"), at("dist/zxing_reader.wasm"));

// The lamps' map, loaded on its page only: Leaflet with our glue behind it, one file
// each. Its pictures of buttons and pins are not ours to use and not asked for.
const leaflet = (name) => readFileSync(at("node_modules/leaflet/dist", name), "utf8");
out("map.js", leaflet("leaflet.js").replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "") + "\n" + readFileSync(at("map.js"), "utf8"));
out("map.css", leaflet("leaflet.css").replace(/[^{}]*\{[^{}]*url\([^{}]*\}/g, "") + "\n" + readFileSync(at("map.css"), "utf8"));

for (const name of ["boot.js", "worker.js", "outbox.js", "tiles.js", "kill-worker.js", "rescue.js", "rescue.html"]) copyFileSync(at(name), at("dist", name));
out("app.js", ["app.js", "places.js"].map((name) => readFileSync(at(name), "utf8")).join("\n"));
execFileSync(process.execPath, [at("pack.mjs"), ...["app.css", "sprite.svg", "icon.svg", "app.js", "boot.js", "zxing.js", "zxing_reader.wasm", "map.js", "map.css"].map((n) => at("dist", n))], { stdio: "inherit" });
