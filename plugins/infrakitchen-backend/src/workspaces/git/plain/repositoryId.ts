/** The same for an address with and without its ending, which servers take alike. */
export function repositoryIdOf(normalisedUrl: string): string {
  // On a disk these are two folders.
  return normalisedUrl.startsWith('/')
    ? normalisedUrl
    : normalisedUrl.replace(/\.git$/, '');
}

/** The last two steps of the path, as far as there are so many. */
export function repositoryNameOf(id: string): {
  name: string;
  fullName: string;
} {
  const path = id.includes('://')
    ? new URL(id).pathname
    : id.slice(id.indexOf(':') + 1);
  const steps = path
    .split('/')
    .filter(Boolean)
    // A checkout has its repository within.
    .filter(
      (step, index, all) => !(step === '.git' && index === all.length - 1),
    )
    .map(step => step.replace(/(?<=.)\.git$/, ''));
  return {
    name: steps.at(-1) ?? id,
    fullName: steps.slice(-2).join('/') || id,
  };
}
