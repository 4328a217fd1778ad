// Which licences a text of a licence has. Only those that may be in a package are known: another one ends the packing.

/** By SPDX's names, with words that no other of these licences has. */
const known: Readonly<Record<string, RegExp>> = {
  "Apache-2.0": /Apache License,? Version 2\.0/,
  "MPL-2.0": /Mozilla Public License,? [Vv]ersion 2\.0/,
  MIT: /Permission is hereby granted, free of charge, to any person obtaining a copy/,
  ISC: /Permission to use, copy, modify, and( or)? distribute this software for any purpose/,
};
const bsd = /Redistribution and use in source and binary forms/;
const endorsement = /used to endorse or promote/;
const refused =
  /GNU (LESSER |AFFERO |LIBRARY )?GENERAL PUBLIC LICENSE|Server Side Public License|Business Source License/;

/** The licences in a text: none if it has one that is not allowed. */
export function licencesIn(text: string): string[] {
  const words = text.replace(/[\s*#/]+/g, " ");
  if (refused.test(words)) return [];
  const found = Object.keys(known).filter((name) => known[name]?.test(words));
  if (bsd.test(words)) found.push(endorsement.test(words) ? "BSD-3-Clause" : "BSD-2-Clause");
  return found;
}

/** Several licences as one expression of SPDX. */
export function expression(licences: Iterable<string>): string {
  return [...new Set(licences)].sort().join(" AND ");
}
