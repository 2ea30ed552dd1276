import '@testing-library/jest-dom';

// Tests that drive whole pages are slow on a busy machine.
jest.setTimeout(30_000);
