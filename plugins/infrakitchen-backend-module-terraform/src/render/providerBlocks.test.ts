import type {
  RenderedProviderBlock,
  RenderInput,
} from '@infrakitchen/backstage-plugin-infrakitchen-node';
import { writeBlocks } from './hclWriter';
import { providerBlocks } from './providerBlocks';

function render(
  providers: RenderedProviderBlock[],
  required: RenderInput['module']['analysis']['requiredProviders'],
  tags: Record<string, string> = {},
): string {
  const module = { analysis: { requiredProviders: required } };
  return writeBlocks(
    providerBlocks({ providers, module, tags } as unknown as RenderInput, []),
  );
}

it('writes blocks within a provider block, also empty ones, under the name that the module has', () => {
  const block: RenderedProviderBlock = {
    source: 'hashicorp/azurerm',
    localName: 'azurerm',
    alias: 'backup',
    arguments: { use_cli: false },
    blocks: {
      features: {},
      limits: { name: '${file("x")}', count: 2 },
    },
  };
  const required = [
    { name: 'cloud', source: 'hashicorp/azurerm', aliases: ['backup'] },
  ];
  expect(render([block], required)).toBe(`provider "cloud" {
  alias   = "backup"
  use_cli = false

  features {
  }

  limits {
    count = 2
    name  = "$\${file(\\"x\\")}"
  }
}
`);
});

it('writes the block of default tags after the others', () => {
  const block: RenderedProviderBlock = {
    source: 'hashicorp/aws',
    localName: 'aws',
    arguments: {},
    blocks: { features: {} },
  };
  const required = [{ name: 'aws', source: 'hashicorp/aws' }];
  expect(render([block], required, { team: 'a' })).toBe(`provider "aws" {
  features {
  }

  default_tags {
    tags = { team = "a" }
  }
}
`);
});
