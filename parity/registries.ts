// The answers of the commands about logins: what counts is the file in which they are kept.
import { existsSync } from "node:fs";
import { type Answer, takes } from "./answer.ts";

const logins: Answer["after"] = async (_, { env: { HELM_REGISTRY_CONFIG: file = "" } }) =>
  existsSync(file) ? await Bun.file(file).text() : "no file";

export const registries: Record<string, Answer> = {
  "registry login": {
    after: logins,
    ask: async (helm, line) => {
      const [host = ""] = takes(line, 1);
      await helm.registry.login(host, line.options);
      return { text: "Login Succeeded\n" };
    },
  },
  "registry logout": {
    after: logins,
    ask: async (helm, line) => {
      const [host = ""] = takes(line, 1);
      await helm.registry.logout(host);
      return { text: `Removing login credentials for ${host}\n` };
    },
  },
};
