// The cases of Helm's own tests of its command.
import type { Case } from "./case.ts";
import all from "./goldens.json";
import type { Golden } from "./harvest.ts";
import { shellWords } from "./line.ts";

const testdata = "{directory}/pkg/cmd/testdata/";

/** The case as it was written for the directory of Helm's tests and the namespace "default". */
function caseOf(golden: Golden): Case {
  const words = shellWords(golden.command).map((word) =>
    // A path as the command gets it is a part of its complaints.
    word.replace(/(?<=^|=)testdata\//, testdata).replace(/^[a-z]+\/$/, "{directory}/$&"),
  );
  words.forEach((word, place) => {
    if (word === "default" && words[place - 1] === "--namespace") words[place] = "{namespace}";
  });
  return { group: "golden", title: `${golden.test}: helm ${golden.command}`, words, golden };
}

/** Each but once. */
export function goldenCases(): Case[] {
  const key = ({ test, command, golden, seeds }: Golden): string => JSON.stringify([test, command, golden, seeds]);
  return [...new Map((all as readonly Golden[]).map((golden) => [key(golden), golden])).values()].map(caseOf);
}
