import { mockServices } from '@backstage/backend-test-utils';
import { readEndpoints, reroute, withPublicEndpoints } from './endpoints';

const endpoints = withPublicEndpoints(
  readEndpoints(
    mockServices.rootConfig({
      data: {
        infrakitchen: {
          integrations: {
            gcpEndpoints: { storage: 'https://storage.p.googleapis.com' },
          },
        },
      },
    }),
  ),
);

it.each([
  [
    'https://storage.googleapis.com/storage/v1/b/a?x=1',
    'https://storage.p.googleapis.com/storage/v1/b/a?x=1',
  ],
  [
    'https://sts.googleapis.com/v1/token',
    'https://sts.googleapis.com/v1/token',
  ],
  [
    'https://storage.googleapis.com.evil.example.com/x',
    'https://storage.googleapis.com.evil.example.com/x',
  ],
])('reaches %s at %s', (url, expected) => {
  expect(reroute(url, endpoints)).toBe(expected);
  expect(reroute(new URL(url), endpoints)).toBe(expected);
});
