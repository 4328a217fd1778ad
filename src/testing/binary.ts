import { binaryOverride } from "./environment.ts";
import { TestClusterError } from "./errors.ts";

/** Returns the path of the test cluster binary for this platform. */
export async function findBinary(): Promise<string> {
  const override = binaryOverride();
  if (override !== undefined) {
    return existing(override, `BUNHELM_TEST_CLUSTER_BINARY names ${override}, which does not exist`);
  }
  const name = `@bunhelm/testcluster-${process.platform}-${process.arch}`;
  const missing = `${name} is not installed: add it as a development dependency, or set BUNHELM_TEST_CLUSTER_BINARY to the path of a test cluster binary`;
  let path: string;
  try {
    const file = await import(`@bunhelm/testcluster-${process.platform}-${process.arch}/testcluster`, {
      with: { type: "file" },
    });
    path = file.default;
  } catch (cause) {
    throw new TestClusterError("binary-missing", missing, { cause });
  }
  if (path.startsWith("/$bunfs/")) {
    const message =
      "a compiled executable cannot start the test cluster: set BUNHELM_TEST_CLUSTER_BINARY to the path of its binary";
    throw new TestClusterError("binary-missing", message);
  }
  return existing(path, missing);
}

export async function existing(path: string, message: string): Promise<string> {
  if (!(await Bun.file(path).exists())) {
    throw new TestClusterError("binary-missing", message);
  }
  return path;
}
