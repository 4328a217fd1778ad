// The keys that Helm's own tests sign with.
import { join } from "node:path";
import { helmSource } from "../project/helm-source.ts";

/** Keyrings of the Helm that is linked. */
export interface Keys {
  readonly public: string;
  readonly secret: string;
  /** A keyring whose key wants the passphrase "secret". */
  readonly locked: string;
}

export async function helmKeys(): Promise<Keys> {
  const testdata = join(await helmSource(), "pkg/provenance/testdata");
  const file = (name: string): string => join(testdata, name);
  return {
    public: file("helm-test-key.pub"),
    secret: file("helm-test-key.secret"),
    locked: file("helm-password-key.secret"),
  };
}
