// What the library is built without.
//
// Go's linker leaves out every method that nothing asks for, but keeps all there are once reflection asks for one by a
// name that it cannot see, as text/template does. Here text/template asks by names that it can see; the test beside
// go/helm/guard/methods.txt makes the list of them.
//
// The Kubernetes API's code for protobuf stays for those groups alone that Helm's clients speak it with. Objects of all
// others come and go as JSON.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { overlayFile } from "../project/flags.ts";
import { root } from "../project/project.ts";
import { type Edit, edited } from "./edit.ts";

/** Whether a file of k8s.io/api is left out of its copy. */
export function isLeftOut(file: string): boolean {
  return (
    file.endsWith("/generated.pb.go") && !protobufGroups.some((group) => file.endsWith(`/${group}/generated.pb.go`))
  );
}

/** The groups that typed clients of the library ask for, and what their code for protobuf needs. */
export const protobufGroups: readonly string[] = ["apps/v1", "batch/v1", "core/v1", "scheduling/v1alpha3"];

/** Edits of text/template/exec.go, in Helm's copy as in Go's own. */
export const methodEdits: readonly Edit[] = [
  { from: "ptr.MethodByName(fieldName)", to: "methodByName(ptr, fieldName)" },
  {
    from: `\ts.errorf("can't evaluate field %s in type %s", fieldName, typ)\n`,
    to: `\ts.errorf("can't evaluate field %s in type %s%s", fieldName, typ, methodsOf(ptr))\n`,
  },
];

/** The file that these edits call. */
export async function methodsModule(): Promise<string> {
  const text = await Bun.file(join(root, "go/helm/guard/methods.txt")).text();
  const lines = text.trim().split("\n");
  const isType = (line: string): boolean => /\.|^error$/.test(line);
  const types = lines.filter(isType).map((name) => `"${name}"`);
  const cases = lines
    .filter((line) => !isType(line))
    .map((name) => `case "${name}":\n\t\treturn value.MethodByName("${name}")`);
  return `package template

import "reflect"

func methodByName(value reflect.Value, name string) reflect.Value {
	switch name {
	${cases.join("\n\t")}
	}
	return reflect.Value{}
}

// methodsOf says of a type that no template was expected to meet why a method may be missing.
func methodsOf(value reflect.Value) string {
	switch value.Type().String() {
	case ${types.join(",\n\t\t")}:
		return ""
	}
	if value.NumMethod() == 0 {
		return ""
	}
	return ": it is not a field, and of methods bunhelm's library has only those that templates are known to call"
}
`;
}

/** Writes the overlay. goRoot: where Go is; methods: the text of methodsModule. */
export async function writeOverlay(goRoot: string, methods: string): Promise<void> {
  const source = join(goRoot, "src/text/template");
  const files = join(root, ".build/text-template");
  await mkdir(files, { recursive: true });
  const replaced: Record<string, string> = {};
  const replace = async (name: string, text: string): Promise<void> => {
    replaced[join(source, name)] = join(files, name);
    await Bun.write(join(files, name), text);
  };
  const execution = await Bun.file(join(source, "exec.go")).text();
  await replace("exec.go", edited("text/template/exec.go", execution, methodEdits));
  await replace("methods.go", methods);
  await Bun.write(overlayFile, JSON.stringify({ Replace: replaced }));
}

/** The groups among them that the library's clients speak protobuf with, though it has no code for that. */
export function strangersTo(library: Uint8Array): string[] {
  const names = new TextDecoder("latin1").decode(library);
  const groups = [...names.matchAll(/kubernetes\/typed\/(\w+\/\w+)\.new[A-Z]/g)].map(([, group]) => group as string);
  return [...new Set(groups)].filter((group) => !protobufGroups.includes(group)).sort();
}
