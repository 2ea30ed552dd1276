/** The id of nothing. */
export const nobody = '00000000-0000-4000-8000-00000000dead';

/** What an operation is called with. */
export interface Given {
  /** In the place of the path's parameters. */
  in?: Record<string, string | number>;
  body?: object;
}

export interface Row {
  /** The action of the line that a success leaves. */
  action: string;
  /** The action of the line that a refusal leaves, where it is another one. */
  refusedAction?: string;
  /** A call that succeeds, by a user. */
  valid: (user: string) => Promise<Given>;
  /** A call that a rule refuses; one with an unknown id where absent. */
  invalid?: (user: string) => Promise<Given>;
}
