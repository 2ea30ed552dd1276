// Databases and servers are slow on a busy machine.
jest.setTimeout(60_000);

export {};
