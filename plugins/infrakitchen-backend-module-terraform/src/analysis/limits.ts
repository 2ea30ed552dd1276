/** What a module folder may hold; a module beyond this is an accident or an attack. */
export const limits = {
  files: 1000,
  bytes: 4 * 1024 * 1024,
  /** The parser grows with what it reads and never shrinks; beyond this it is not kept. */
  keptParserBytes: 1024 * 1024,
  /** For reading all files of a module. */
  parseMs: 60_000,
} as const;
