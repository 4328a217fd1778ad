// The Helm that is linked: its module's own source, with calls of go/helm/guard in its template engine,
// and in the validator of values that it uses, and with a faster copy of values. Nothing of them is committed. Each edit is of an exact text, and one that is not found ends the build:
// read the new source, then mend the edit.
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Complaint, capture } from "../project/command.ts";
import { modFile } from "../project/flags.ts";
import { root } from "../project/project.ts";
import { type Edit, edited } from "./edit.ts";
import { isLeftOut, methodEdits, methodsModule, writeOverlay } from "./overlay.ts";
import { goVersion } from "./toolchain.ts";
import { validatorEdits } from "./validator-hooks.ts";

/** Go's own text/template becomes a package of Helm's: the rest of the library keeps the original. */
const engine = "internal/text/template";

const imports: Edit = { from: '"text/template"', to: `"helm.sh/helm/v4/${engine}"` };

/** Files of Helm's module. */
const helmEdits: Record<string, Edit[]> = {
  "pkg/engine/engine.go": [
    imports,
    { from: '\t"k8s.io/client-go/rest"\n', to: '\t"k8s.io/client-go/rest"\n\n\t"bunhelm/helm/guard"\n' },
    {
      from: 't := template.New("gotpl")\n',
      to: 'end, err := guard.Of(ctx).Begin()\n\tif err != nil {\n\t\treturn map[string]string{}, err\n\t}\n\tdefer end()\n\tt := template.New("gotpl").Guard(guard.Of(ctx))\n',
    },
    {
      from: `rendered[filename] = strings.ReplaceAll(buf.String(), "<no value>", "")\n`,
      to: `rendered[filename] = strings.ReplaceAll(buf.String(), "<no value>", "")
		if err := guard.Of(ctx).Output(filename, rendered[filename]); err != nil {
			return map[string]string{}, err
		}\n`,
    },
    {
      from: `funcMap["lookup"] = newLookupFunction(ctx, *e.clientProvider)\n`,
      to: `lookup := newLookupFunction(ctx, *e.clientProvider)
		funcMap["lookup"] = func(apiVersion, kind, namespace, name string) (found map[string]any, err error) {
			resume := guard.Of(ctx).Wait()
			defer func() {
				if ended := resume(); err == nil {
					err = ended
				}
			}()
			return lookup(apiVersion, kind, namespace, name)
		}\n`,
    },
    {
      from: "\tif !e.EnableDNS {\n",
      to: `	if resolve, ok := funcMap["getHostByName"].(func(string) string); ok {
		funcMap["getHostByName"] = func(name string) (address string, err error) {
			resume := guard.Of(ctx).Wait()
			defer func() { err = resume() }()
			return resolve(name), nil
		}
	}
	if !e.EnableDNS {\n`,
    },
  ],
  "pkg/engine/funcs.go": [
    imports,
    {
      from: "func funcMap() template.FuncMap {\n",
      to: "// Functions are those of templates.\nfunc Functions() template.FuncMap { return funcMap() }\n\nfunc funcMap() template.FuncMap {\n",
    },
  ],
  "pkg/engine/files.go": [
    {
      from: "type files map[string][]byte\n",
      to: "type files map[string][]byte\n\n// Files is the type of .Files.\ntype Files = files\n",
    },
  ],
  "pkg/chart/common/util/jsonschema.go": [
    {
      from: '\t"helm.sh/helm/v4/internal/version"\n',
      to: '\t"bunhelm/helm/guard"\n\t"helm.sh/helm/v4/internal/version"\n',
    },
    { from: '"file":  jsonschema.FileLoader{},', to: '"file":  guard.References{},' },
    { from: '"http":  newHTTPURLLoader(),', to: '"http":  guard.References{},' },
    { from: '"https": newHTTPURLLoader(),', to: '"https": guard.References{},' },
  ],
  "internal/copystructure/copystructure.go": [
    { from: '\t"reflect"\n', to: '\t"reflect"\n\n\t"bunhelm/helm/values"\n' },
    {
      from: "\treturn copyValue(reflect.ValueOf(src))\n",
      to: "\treturn values.Copy(src, func(other any) (any, error) { return copyValue(reflect.ValueOf(other)) })\n",
    },
  ],
  "pkg/chart/v2/lint/rules/template.go": [
    { from: '\t"context"\n', to: "" },
    {
      from: '\t"helm.sh/helm/v4/pkg/chart/common"\n',
      to: '\t"bunhelm/helm/guard"\n\t"helm.sh/helm/v4/pkg/chart/common"\n',
    },
    { from: "e.RenderWithContext(context.Background(), ", to: "e.RenderWithContext(guard.Context(t.values), " },
  ],
};

/** Files of Go's text/template. */
const templateEdits: Record<string, Edit[]> = {
  "exec.go": [
    ...methodEdits,
    { from: '"internal/fmtsort"', to: `"helm.sh/helm/v4/${engine}/fmtsort"` },
    // Each step of an execution may end it, and is as deep as those around it.
    {
      from: "func (s *state) walk(dot reflect.Value, node parse.Node) {\n\ts.at(node)\n",
      to: "func (s *state) walk(dot reflect.Value, node parse.Node) {\n\ts.at(node)\n\ts.descend(node)\n",
    },
    {
      from: '\tdefault:\n\t\ts.errorf("unknown node: %s", node)\n\t}\n}\n',
      to: '\tdefault:\n\t\ts.errorf("unknown node: %s", node)\n\t}\n\ts.depth--\n}\n',
    },
    { from: "\tmark := s.mark()\n\toneIteration", to: "\tmark, depth := s.mark(), s.depth\n\toneIteration" },
    { from: "\t\tdefer s.pop(mark)\n", to: "\t\tdefer func() { s.pop(mark); s.depth = depth }()\n" },
    {
      from: "\tdefer s.pop(s.mark())\n\tval, _ := indirect(",
      to: "\tdefer func(mark, depth int) { s.pop(mark); s.depth = depth }(s.mark(), s.depth)\n\tval, _ := indirect(",
    },
    { from: "if s.depth == maxExecDepth {", to: "if s.depth >= maxExecDepth {" },
    { from: "\ts.at(pipe)\n\tvalue = missingVal\n", to: "\ts.at(pipe)\n\ts.descend(pipe)\n\tvalue = missingVal\n" },
    {
      from: "\t\t\ts.push(variable.Ident[0], value)\n\t\t}\n\t}\n\treturn value\n",
      to: "\t\t\ts.push(variable.Ident[0], value)\n\t\t}\n\t}\n\ts.depth--\n\treturn value\n",
    },
    // What is written.
    {
      from: "\tcase *parse.TextNode:\n",
      to: "\tcase *parse.TextNode:\n\t\ts.allow(node, s.tmpl.guard().Text(len(node.Text)))\n",
    },
    {
      from: "\t_, err := fmt.Fprint(s.wr, iface)\n",
      to: "\ts.allow(n, s.tmpl.guard().Print(reflect.ValueOf(iface)))\n\t_, err := fmt.Fprint(s.wr, iface)\n",
    },
    // What is called.
    {
      from: "\tv, err := safeCall(fun, argv)\n",
      to: "\terr := s.tmpl.guard().Call(s.depth, name, argv)\n\tvar v reflect.Value\n\tif err == nil {\n\t\tv, err = safeCall(fun, argv)\n\t}\n\tif err == nil {\n\t\terr = s.tmpl.guard().Made(name, argv, v)\n\t}\n",
    },
    {
      from: "method.IsValid() {\n",
      to: "method.IsValid() {\n\t\ts.allow(node, s.tmpl.guard().Method(fieldName, receiver))\n",
    },
    // An execution in an execution, by include or tpl, goes on counting.
    {
      from: '\t\tvars: []variable{{"$", value}},\n\t}\n\tif t.Tree',
      to: '\t\tvars: []variable{{"$", value}},\n\t\tdepth: t.guard().Enter(),\n\t}\n\tdefer t.guard().Leave(state.depth)\n\tif t.Tree',
    },
  ],
  "template.go": [
    { from: '\t"text/template/parse"\n)', to: '\t"text/template/parse"\n\n\t"bunhelm/helm/guard"\n)' },
    { from: "\toption option\n", to: "\toption option\n\tbounds *guard.Render\n" },
    { from: "\tnt.option = t.option\n", to: "\tnt.option = t.option\n\tnt.bounds = t.bounds\n" },
    {
      from: "\tt.init()\n\tt.muFuncs.RLock()\n\ttrees,",
      to: "\tt.init()\n\tif err := t.bounds.Parse(t.name, text); err != nil {\n\t\treturn nil, err\n\t}\n\tt.muFuncs.RLock()\n\ttrees,",
    },
  ],
  "funcs.go": [
    { from: '\t"sync"\n', to: '\t"sync"\n\tstandard "text/template"\n' },
    { from: "type FuncMap map[string]any\n", to: "type FuncMap = standard.FuncMap\n" },
  ],
  "option.go": [],
};

interface Module {
  /** Below .build/. */
  place: string;
  parts: readonly string[];
  edits: Record<string, Edit[]>;
  /** Which files the copy has not. */
  isLeftOut?: (file: string) => boolean;
}

const modules: Record<string, Module> = {
  "helm.sh/helm/v4": { place: "helm-source", parts: ["go.mod", "internal", "pkg"], edits: helmEdits },
  "github.com/santhosh-tekuri/jsonschema/v6": { place: "jsonschema-source", parts: ["."], edits: validatorEdits },
  "k8s.io/api": { place: "kubernetes-api-source", parts: ["."], edits: {}, isLeftOut },
};

/** What the edits call. */
const additions = `package template

import (
	"fmt"
	"text/template/parse"

	"bunhelm/helm/guard"
)

// Guard bounds the executions of t and of its copies.
func (t *Template) Guard(bounds *guard.Render) *Template {
	t.init()
	t.bounds = bounds
	return t
}

func (t *Template) guard() *guard.Render {
	if t.common == nil {
		return nil
	}
	return t.bounds
}

func (s *state) descend(node parse.Node) {
	if s.depth++; s.depth >= maxExecDepth {
		s.allow(node, fmt.Errorf("exceeded maximum template depth (%v)", maxExecDepth))
	}
	if err := s.tmpl.guard().Step(); err != nil {
		s.allow(node, err)
	}
}

// allow ends the execution at a node. Its text may be that of a whole template.
func (s *state) allow(node parse.Node, err error) {
	if err == nil {
		return
	}
	location, context := s.tmpl.ErrorContext(node)
	if len(context) > 40 {
		context = context[:40] + "..."
	}
	panic(ExecError{
		Name: s.tmpl.Name(),
		Err:  fmt.Errorf("template: %s: executing %q at <%s>: %w", location, s.tmpl.Name(), context, err),
	})
}
`;

/** Makes the sources anew where anything that decides about them has changed. */
export async function hookHelm(): Promise<void> {
  const go = await goVersion();
  const helm = join(root, "go/helm");
  const required = await Bun.file(join(helm, "go.mod")).text();
  const sums = await Bun.file(join(helm, "go.sum")).text();
  const scripts = ["edit.ts", "hooks.ts", "overlay.ts", "validator-hooks.ts"].map((name) =>
    Bun.file(join(import.meta.dir, name)).text(),
  );
  const methods = await methodsModule();
  const parts = [go, required, sums, methods, ...(await Promise.all(scripts))];
  const key = Bun.hash(JSON.stringify(parts)).toString(16);
  const keyFile = Bun.file(join(root, ".build/hooks.key"));
  if ((await keyFile.exists()) && (await keyFile.text()) === key) return;
  const goRoot = (await capture(["go", "env", "GOROOT"], { cwd: helm }))?.trim();
  if (!goRoot) throw new Complaint("go env GOROOT tells nothing.");
  let replaced = required;
  for (const [name, module] of Object.entries(modules)) {
    const from = await sourceOf(name, helm);
    if (!from) throw new Complaint(`${name} cannot be downloaded: run go mod download in go/helm.`);
    const place = join(root, ".build", module.place);
    const made = `${place}.${process.pid}`;
    try {
      await copy(from, made, module);
      for (const [file, edits] of Object.entries(module.edits))
        await edit(join(from, file), join(made, file), file, edits);
      if (module.edits === helmEdits) await copyTemplate(join(goRoot, "src"), join(made, engine), methods);
      await rm(place, { recursive: true, force: true });
      await rename(made, place);
    } finally {
      await rm(made, { recursive: true, force: true });
    }
    replaced += `\nreplace ${name} => ../../.build/${module.place}\n`;
  }

  await writeOverlay(goRoot, methods);
  await Bun.write(modFile, replaced);
  await Bun.write(modFile.replace(/mod$/, "sum"), sums);
  await Bun.write(keyFile, key);
}

/** The directory of a module that go.mod requires, downloaded where it is not in the module cache yet. */
async function sourceOf(name: string, helm: string): Promise<string | undefined> {
  const found = await capture(["go", "mod", "download", "-json", name], { cwd: helm });
  return found === null ? undefined : JSON.parse(found).Dir;
}

async function copy(from: string, to: string, { parts, isLeftOut }: Module): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const part of parts) {
    await cp(join(from, part), join(to, part), {
      recursive: true,
      filter: (file) => !isLeftOut?.(file) && !/_test\.go$|\/testdata$|\/go\.work(\.sum)?$/.test(file),
    });
  }
  await capture(["chmod", "-R", "u+w", to], { cwd: root }); // the module cache is read-only
}

async function copyTemplate(source: string, to: string, methods: string): Promise<void> {
  for (const [file, edits] of Object.entries(templateEdits)) {
    await edit(join(source, "text/template", file), join(to, file), `text/template/${file}`, edits);
  }
  await edit(join(source, "internal/fmtsort/sort.go"), join(to, "fmtsort/sort.go"), "internal/fmtsort/sort.go", []);
  await Bun.write(join(to, "guard.go"), additions);
  await Bun.write(join(to, "methods.go"), methods);
}

async function edit(from: string, to: string, name: string, edits: readonly Edit[]): Promise<void> {
  const text = edited(name, await Bun.file(from).text(), edits);
  await mkdir(dirname(to), { recursive: true });
  await Bun.write(to, text);
}

if (import.meta.main) await hookHelm();
