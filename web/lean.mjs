// Makes a Go program's Wasm lighter without touching its code. Go's linker cuts the
// data into as many pieces as it may, 100,000, to save zeros that brotli gets for
// nothing, and their addresses do not compress: here the data is one piece. It also
// keeps which line of which file every instruction came from, which only a crash's
// trace prints: that is cleared, and traces name their functions and no lines. What a
// function is generic over stands in its name, structs field by field, and a trace
// prints [...] for it: that is what is kept. The standard library's functions have no
// names any more: a trace shows where our code called them. A Go
// that lays its program out in another way gets its file as it was, with a word why:
// the house test of the budget tells what that costs.
//
//   node lean.mjs FILE.wasm…
import { readFileSync, writeFileSync } from "node:fs";

const custom = 0, dataSection = 11;

// named are the functions that keep their names: ours, go-app's, those that a trace
// shows of the runtime, and reflect's, of which the collector knows two by name
// (runtime/stkframe.go). All others of the runtime are only known as its own
// (runtime/traceback.go, isSystemGoroutine).
const named = /^(denghuo|main\.|github\.com\/|reflect\.|syscall\/js\.|runtime\.([A-Z]|go|panic|throw|sig|main))/;

for (const file of process.argv.slice(2)) {
  try {
    writeFileSync(file, lean(readFileSync(file)));
  } catch (why) {
    console.warn(`${file} stays as heavy as the linker made it: ${why.message}`);
  }
}

function lean(wasm) {
  const out = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length;) {
    const start = at, id = wasm[at];
    const [size, body] = unsigned(wasm, at + 1);
    at = body + size;
    if (id === dataSection) out.push(section(id, onePiece(memory(wasm.subarray(body, at)))));
    else if (id !== custom || text(wasm, body) !== "name") out.push(wasm.subarray(start, at));
  }
  return Buffer.concat(out);
}

// memory is what the program finds there when it starts, without its lines.
function memory(data) {
  const pieces = [];
  let [count, at] = unsigned(data, 0), end = 0;
  for (; count > 0; count--) {
    if (data[at] !== 0 || data[at + 1] !== 0x41) throw new Error("a piece of data that is not at a fixed address");
    const [address, after] = signed(data, at + 2);
    const [size, bytes] = unsigned(data, after + 1); // after the address an `end`
    at = bytes + size;
    end = Math.max(end, address + size);
    pieces.push([address, data.subarray(bytes, at)]);
  }
  const all = Buffer.alloc(end);
  for (const [address, bytes] of pieces) bytes.copy(all, address);
  clearLines(all);
  return all;
}

// clearLines goes through the table of functions, in the shape that Go 1.20 gave it
// (runtime/symtab.go: pcHeader, _func).
function clearLines(all) {
  const magic = Buffer.from([0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8]); // the shape, two zeros, an instruction's and a pointer's size
  const header = all.indexOf(magic);
  if (header < 0 || all.indexOf(magic, header + 1) >= 0) throw new Error("this Go keeps its functions in another way: see runtime/symtab.go");
  const field = (n) => Number(all.readBigUInt64LE(header + 8 + 8 * n));
  const count = field(0), units = header + field(4), programs = header + field(6), functions = header + field(7);
  const starts = new Set([functions - programs]), needed = new Set();
  for (let n = 0; n < count; n++) {
    const f = functions + all.readUInt32LE(functions + 8 * n + 4);
    const need = [f + 16]; // how deep the stack is
    for (let i = all.readUInt32LE(f + 28); i > 0; i--) need.push(f + 40 + 4 * i); // what lies on it
    for (const at of need) needed.add(all.readUInt32LE(at));
    for (const at of [f + 20, f + 24, f + 32, f + 36]) { // file, line, unit, first line
      if (at < f + 32) starts.add(all.readUInt32LE(at));
      all.writeUInt32LE(0, at);
    }
  }
  const order = [...new Set([...starts, ...needed])].sort((a, b) => a - b);
  if (programs + order.at(-1) !== functions) throw new Error("a function's lines lie outside of their table");
  order.forEach((at, i) => {
    if (at > 0 && i + 1 < order.length && !needed.has(at)) all.fill(0, programs + at, programs + order[i + 1]);
  });
  all.fill(0, units, programs); // the files' names
  shortenNames(all, header + field(3), units);
}

// shortenNames has each name say what the runtime prints of it (funcNameForPrint). It
// stays where it was: it is found by its place.
function shortenNames(all, from, to) {
  for (let at = from, end; at < to; at = end + 1) {
    end = all.indexOf(0, at);
    const name = all.toString("utf8", at, end);
    if (name.includes(".") && !named.test(name)) {
      all.fill(0, at + (name.startsWith("runtime.") ? "runtime.".length : 0), end);
      continue;
    }
    const open = all.indexOf("[", at), close = all.lastIndexOf("]", end - 1);
    if (open < 0 || open > close || close - open < 5 || open >= end) continue;
    const rest = Buffer.from("[...]" + all.toString("utf8", close + 1, end));
    all.fill(0, open, end);
    rest.copy(all, open);
  }
}

function onePiece(all) {
  const first = all.findIndex((b) => b !== 0);
  return Buffer.concat([Buffer.from([1, 0, 0x41]), asSigned(first), Buffer.from([0x0b]), asUnsigned(all.length - first), all.subarray(first)]);
}

function section(id, body) {
  return Buffer.concat([Buffer.from([id]), asUnsigned(body.length), body]);
}

// Numbers are LEB128: seven bits a byte, the lowest first.
function unsigned(bytes, at) {
  let value = 0, byte, place = 1;
  do {
    byte = bytes[at++];
    value += (byte & 127) * place;
    place *= 128;
  } while (byte & 128);
  return [value, at];
}

function signed(bytes, at) {
  const [value, end] = unsigned(bytes, at);
  return [bytes[end - 1] & 64 ? value - 2 ** (7 * (end - at)) : value, end];
}

function asUnsigned(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

// asSigned takes no number below zero: an address.
function asSigned(value) {
  const bytes = [];
  for (; value > 63; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

function text(bytes, at) {
  const [size, start] = unsigned(bytes, at);
  return bytes.subarray(start, start + size).toString();
}
