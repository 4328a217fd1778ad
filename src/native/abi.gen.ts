// Generated from go/helm/bunhelm.h by scripts/abi.ts. DO NOT EDIT.
// To change it, edit the header and run: bun run gen

/** BUNHELM_ABI: the ABI of the library that fits this package. */
export const abi = 3;

/** What a record says about its id. */
export const kind = {
  result: 1,
  error: 2,
  event: 3,
  ask: 4,
  part: 5,
} as const;

/** What a function returns that has failed. */
export const failure = {
  einval: -1,
  echannel: -2,
  eid: -3,
  esystem: -4,
  einternal: -5,
} as const;

/** How many 64-bit numbers a bunhelm_record has. */
export const recordSize = 6;
