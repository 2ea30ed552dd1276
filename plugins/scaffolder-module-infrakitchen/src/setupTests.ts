import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Tests that drive whole pages are slow on a busy machine.
jest.setTimeout(30_000);
configure({ asyncUtilTimeout: 10_000 });

/** Everything is in sight, as there is no layout in tests. */
class EverythingInSight {
  constructor(
    private readonly callback: (entries: { isIntersecting: boolean }[]) => void,
  ) {}
  observe() {
    setTimeout(() => this.callback([{ isIntersecting: true }]));
  }
  unobserve() {}
  disconnect() {}
}
global.IntersectionObserver ??= EverythingInSight as any;
