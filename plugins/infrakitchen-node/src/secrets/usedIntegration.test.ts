import { usedIntegration } from './usedIntegration';

it('gives the integration, or says that one is needed', () => {
  const integration = { id: '1', name: 'Prod', provider: 'aws', config: {} };
  expect(usedIntegration({ integration }, 'AWS')).toBe(integration);
  expect(() => usedIntegration({}, 'AWS')).toThrow(
    'An integration of AWS is needed',
  );
});
