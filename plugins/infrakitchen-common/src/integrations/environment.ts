/** What the name of an environment variable looks like. @public */
export const ENVIRONMENT_NAME = '^[A-Za-z_][A-Za-z0-9_]*$';

/** Variables that decide what runs, and where, rather than with which rights. */
const reserved =
  /^(TF_.*|TOFU_.*|LD_.*|DYLD_.*|NODE_.*|GIT_.*|BASH_.*|PATH|HOME|TMPDIR|SHELL|ENV|IFS|PWD|INFRAKITCHEN_.*)$/i;

/**
 * Whether an environment variable belongs to the engine or to the platform, so
 * that no integration may set it.
 *
 * @public
 */
export function isReservedVariable(name: string): boolean {
  return reserved.test(name);
}
