import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { infrakitchenEngineExtensionPoint } from '@infrakitchen/backstage-plugin-infrakitchen-node';
import infrakitchenModuleTerraform, { TerraformEngine } from '.';

it('gives the engine to the plugin', async () => {
  const setEngine = jest.fn();
  const backend = await startTestBackend({
    extensionPoints: [[infrakitchenEngineExtensionPoint, { setEngine }]],
    features: [
      infrakitchenModuleTerraform,
      mockServices.rootConfig.factory({
        data: {
          infrakitchen: {
            engine: { binary: '/nowhere/terraform', env: { A: 'b' } },
          },
        },
      }),
    ],
  });
  expect(setEngine).toHaveBeenCalledWith(expect.any(TerraformEngine));
  const [[engine]] = setEngine.mock.calls as [[TerraformEngine]];
  await expect(engine.info()).rejects.toMatchObject({ code: 'engine_missing' });
  await backend.stop();
});

it('refuses a kind that it does not know', () => {
  const config = mockServices.rootConfig({
    data: { infrakitchen: { engine: { kind: 'pulumi' } } },
  });
  expect(() => TerraformEngine.fromConfig(config)).toThrow(
    'infrakitchen.engine.kind',
  );
});
