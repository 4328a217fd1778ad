// The source of the Helm that is linked: its own tests have charts, keys and cases that ours use too.
import { capture } from "./command.ts";
import { root } from "./project.ts";

let source: Promise<string> | undefined;

/** The directory of Helm's module. It needs Go. */
export function helmSource(): Promise<string> {
  source ??= find();
  return source;
}

async function find(): Promise<string> {
  const path = await capture(["go", "list", "-m", "-f", "{{.Dir}}", "helm.sh/helm/v4"], { cwd: `${root}/go/helm` });
  if (path === null || path.trim() === "")
    throw new Error("go list finds no Helm: there is no Go, or Helm's module is not downloaded");
  return path.trim();
}
