import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Tests that drive whole pages are slow on a busy machine.
jest.setTimeout(30_000);
configure({ asyncUtilTimeout: 10_000 });

// Drafts of one test are not there in the next.
afterEach(() => sessionStorage.clear());
