// parity/goldens.json: the cases of Helm's own tests of its command, with the releases that each begins
// with. They are Go code, tables that other code fills: so the tests themselves write them down, in a
// copy of Helm's module in which they do that instead of being run.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "../project/command.ts";
import { compileFlags, helmEnvironment } from "../project/flags.ts";
import { helmSource } from "../project/helm-source.ts";
import { root } from "../project/project.ts";

/** A case of Helm's tests. */
export interface Golden {
  /** The Go test, and the name in its table. */
  readonly test: string;
  readonly name: string;
  /** The command line as a shell has it: {server1} is a chart repository, {temp} a directory of the test's. */
  readonly command: string;
  /** A file of testdata/output; "" where only the status is looked at. */
  readonly golden: string;
  /** Releases that are there at the start. */
  readonly seeds?: readonly object[];
  /** Files of {temp}, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

const writeDown = `
func runTestCmd(t *testing.T, tests []cmdTestCase) {
	t.Helper()
	out, err := os.OpenFile(os.Getenv("CASES"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	require.NoError(t, err)
	defer out.Close()
	for _, tt := range tests {
		files := map[string]string{}
		args, err := shellwords.Parse(tt.cmd)
		require.NoError(t, err)
		for _, arg := range args {
			if strings.HasPrefix(arg, filepath.Join(os.TempDir(), "Test")) {
				filepath.WalkDir(arg, func(path string, entry fs.DirEntry, err error) error {
					if err == nil && entry.Type().IsRegular() && len(files) < 20 && !strings.HasSuffix(path, ".tgz") {
						text, _ := os.ReadFile(path)
						files[path] = string(text)
					}
					return nil
				})
			}
		}
		line, err := json.Marshal(map[string]any{
			"test": t.Name(), "name": tt.name, "command": tt.cmd, "golden": tt.golden, "seeds": tt.rels, "files": files,
		})
		require.NoError(t, err)
		out.Write(append(line, '\\n'))
	}
}
`;

/** Runs Helm's tests and writes parity/goldens.json. */
export async function harvest(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "bunhelm-harvest-"));
  try {
    const helm = join(scratch, "helm");
    const go = join(root, "go/helm");
    await must(["cp", "-r", await helmSource(), helm]);
    await must(["chmod", "-R", "u+w", helm]);
    await must(["cp", join(go, "go.mod"), join(go, "go.sum"), scratch]);
    await must(["go", "mod", "edit", `-replace=helm.sh/helm/v4=${helm}`, join(scratch, "go.mod")]);
    const file = Bun.file(join(helm, "pkg/cmd/helpers_test.go"));
    const source = await file.text();
    const changed = source
      .replace(/\nfunc runTestCmd\(.*?\n\}\n/s, writeDown)
      .replace('\t"io"\n', '\t"io"\n\t"io/fs"\n\t"path/filepath"\n')
      .replace('\t"helm.sh/helm/v4/internal/test"\n', "");
    await Bun.write(file, changed);
    const program = join(scratch, "tests");
    const flags = ["-c", `-modfile=${join(scratch, "go.mod")}`, ...compileFlags, "-o", program];
    await must(["go", "test", ...flags, "helm.sh/helm/v4/pkg/cmd"], { cwd: go, env: helmEnvironment });
    const cases = join(scratch, "cases");
    // Some fail: their output is nobody's now.
    await using tests = Bun.spawn([program, "-test.short"], {
      cwd: join(helm, "pkg/cmd"),
      env: { ...process.env, CASES: cases, HOME: scratch },
      stdio: ["ignore", "ignore", "ignore"],
    });
    await tests.exited;
    const lines = (await Bun.file(cases).text()).trim().split("\n");
    const goldens = lines.map((line) => `  ${JSON.stringify(clean(JSON.parse(line)))}`);
    await Bun.write(join(root, "parity/goldens.json"), `[\n${goldens.join(",\n")}\n]\n`);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Raw {
  readonly test: string;
  readonly name: string;
  readonly command: string;
  readonly golden: string;
  readonly seeds: object[] | null;
  readonly files: Record<string, string>;
}

/** The ports of a test's servers, in the order in which they are named. */
const ports: Record<string, string[]> = {};

function server(test: string, port: string): string {
  const known = (ports[test] ??= []);
  if (!known.includes(port)) known.push(port);
  return `{server${known.indexOf(port) + 1}}`;
}

/** Without what is another at each run. Completions begin with a release and end as no call. */
function clean({ test, name, command, golden, seeds, files }: Raw): Golden {
  const plain = (text: string): string =>
    text
      .replace(/http:\/\/127\.0\.0\.1:(\d+)/g, (_, port: string) => server(test, port))
      .replace(/\/tmp\/Test\w+\/\d+/g, "{temp}");
  const isCompletion = /\b__complete/.test(command);
  const timeless = (key: string, value: unknown): unknown => (/modtime$/.test(key) ? undefined : value);
  const kept = Object.entries(files).map(([path, text]) => [plain(path), plain(text)]);
  return {
    test,
    name,
    command: plain(command),
    golden: golden.replace(/^output\//, ""),
    ...(seeds !== null && !isCompletion && { seeds: JSON.parse(JSON.stringify(seeds, timeless)) }),
    ...(kept.length > 0 && !isCompletion && { files: Object.fromEntries(kept) }),
  };
}
