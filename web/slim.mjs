// Makes go-app's html_gen.go small for the client. As it comes each of its hundred
// elements is an interface and a type with sixty methods of its own; here all are
// one type, which go-app has for elements of any name and compares by tag. The
// names stay, so screens are the same source on both sides, and the linker drops
// every method that nobody calls.
//
//   node slim.mjs html_gen.go
import { readFileSync, writeFileSync } from "node:fs";

const file = process.argv[2];
const source = readFileSync(file, "utf8");
const element = /^func (\w+)\(([^)]*)\) HTML(\w+) \{\n\te := &html\w+\{\n\t\thtmlElement: htmlElement\{\n([\s\S]*?)\n\t\t\},\n\t\}\n\n\treturn e\n\}/gm;
const method = /^func \(e \*(html\w+)\) (\w+)\(([^)]*)\) (\w+) \{\n([\s\S]*?)\n\}/gm;

const types = [], makers = [], methods = new Map();
for (const [, name, params, type, fields] of source.matchAll(element)) {
  types.push(`HTML${type} = ${type === "Html" ? "HTML" : "*htmlElem"}`); // what go-app asserts from must be an interface
  makers.push(`func ${name}(${params}) *htmlElem {\n\treturn &htmlElem{htmlElement{\n${fields}\n\t}}\n}`);
}
for (const [, type, name, params, result, body] of source.matchAll(method)) {
  const own = (text) => text.replaceAll("*" + type + ")", "*htmlElem)").replaceAll("&" + type + "{", "&htmlElem{");
  const code = `func (e *htmlElem) ${name}(${params}) ${result.startsWith("HTML") && result !== "HTML" ? "*htmlElem" : result} {\n${own(body)}\n}`;
  if (type === "htmlTextarea" && name.startsWith("Text")) continue; // below
  const known = methods.get(name);
  if (known && known !== code) throw new Error(`${type}.${name} is not what the other elements have:\n${code}\n${known}`);
  methods.set(name, code);
}
// A text area's text is its value.
methods.set("Textf", `func (e *htmlElem) Textf(format string, v ...any) *htmlElem {
	return e.Text(FormatString(format, v...))
}`);
methods.set("Text", `func (e *htmlElem) Text(v any) *htmlElem {
	if e.tag == "textarea" {
		return e.Attr("value", v)
	}
	return e.Body(Text(v))
}`);
if (types.length < 100 || methods.size < 100) throw new Error(`only ${types.length} elements and ${methods.size} methods: go-app is another`);
writeFileSync(file, `package app

import "strings"

type htmlElem struct {
	htmlElement
}

// CanUpdate asks for it; nothing here makes one.
type htmlElemSelfClosing struct {
	htmlElem
}

type (
	${types.join("\n\t")}
)

${[...makers, ...methods.values()].join("\n\n")}
`);
