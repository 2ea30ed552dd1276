import fc from 'fast-check';

// Processes, databases and servers are slow on a busy machine.
jest.setTimeout(30_000);

// The same cases in every run; another seed tries others.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261125) });
