import { screen } from '@testing-library/react';
import {
  createFrontendModule,
  createTranslationMessages,
  createTranslationResource,
} from '@backstage/frontend-plugin-api';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { TranslationBlueprint } from '@backstage/plugin-app-react';
import { textsOf } from './__testUtils__/translation';
import {
  PlanSummaryView,
  RunStateChip,
  TimeAgo,
  validateEntries,
  ValueWithProvenance,
} from './components';
import * as refs from './translation';
import { runKindLabel } from './util';

const german = [
  createTranslationResource({
    ref: refs.runStateChipTranslationRef,
    translations: {
      de: async () => ({
        default: createTranslationMessages({
          ref: refs.runStateChipTranslationRef,
          full: false,
          messages: {
            'state.applying': 'Wird angewendet',
            'runStateChip.cancelling': '{{label}} (Abbruch läuft)',
          },
        }),
      }),
    },
  }),
  createTranslationResource({
    ref: refs.planViewTranslationRef,
    translations: {
      de: async () => ({
        default: createTranslationMessages({
          ref: refs.planViewTranslationRef,
          full: false,
          messages: {
            'summary.outputChanges_one': '{{count}} Ausgabe ändert sich',
            'summary.outputChanges_other': '{{count}} Ausgaben ändern sich',
          },
        }),
      }),
    },
  }),
  createTranslationResource({
    ref: refs.valueWithProvenanceTranslationRef,
    translations: {
      de: async () => ({
        default: createTranslationMessages({
          ref: refs.valueWithProvenanceTranslationRef,
          full: false,
          messages: {
            'provenance.resourceOutput': 'Ausgabe {{name}} von {{resource}}',
          },
        }),
      }),
    },
  }),
];

function renderInGerman(element: JSX.Element) {
  return renderInTestApp(element, {
    features: [
      createFrontendModule({
        pluginId: 'app',
        extensions: german.map((resource, index) =>
          TranslationBlueprint.make({
            name: `german-${index}`,
            params: { resource },
          }),
        ),
      }),
    ],
    config: {
      app: {
        baseUrl: 'http://localhost:3000',
        extensions: [
          {
            'api:app/app-language': {
              config: {
                availableLanguages: ['en', 'de'],
                defaultLanguage: 'de',
              },
            },
          },
        ],
      },
      backend: { baseUrl: 'http://localhost:7007' },
    },
  });
}

/** Not in the type of a ref, which keeps only how to call `t`. */
function messagesOf(ref: object): Record<string, string> {
  return (
    ref as { getDefaultMessages(): Record<string, string> }
  ).getDefaultMessages();
}

/** Parameters of these names mean something else to i18next. */
const reserved =
  /\{\{(context|defaultValue|interpolation|joinArrays|lngs?|ns|ordinal|postProcess|replace|returnObjects)\b/;

/** What a message has that i18next would show as it is, or not find. */
function flawsOf(
  [key, message]: [string, string],
  messages: Record<string, string>,
): string[] {
  // Braces are there in pairs around a name, and nowhere else.
  const rest = message.replace(/\{\{[a-z]\w*(, number)?\}\}/gi, '');
  const [, stem, form] = /^(.*)_(one|other)$/.exec(key) ?? [];
  const isCounted = /\{\{count\b/.test(message);
  const otherForm = `${stem}_${form === 'one' ? 'other' : 'one'}`;
  return [
    message.trim() !== message && 'has spaces around it',
    /[{}]/.test(rest) && 'has braces that are no parameter',
    reserved.test(message) &&
      'has a parameter that i18next takes for an option',
    stem && messages[otherForm] === undefined && `lacks ${otherForm}`,
    !stem && isCounted && 'is counted, but has one form only',
  ].flatMap(flaw => (flaw ? [`${key} ${flaw}`] : []));
}

const all = Object.entries(refs);

describe('translations', () => {
  it('shows what the portal has in its language, and English for the rest', async () => {
    const counts = { create: 2, update: 0, replace: 0, delete: 0, read: 0 };
    renderInGerman(
      <>
        <RunStateChip state="applying" cancelRequested />
        <RunStateChip state="succeeded" />
        <PlanSummaryView summary={{ ...counts, outputs: 1 }} />
        <PlanSummaryView summary={{ ...counts, outputs: 3 }} />
        <TimeAgo at={new Date(Date.now() - 3 * 3_600_000).toISOString()} />
      </>,
    );
    expect(
      await screen.findByText('Wird angewendet (Abbruch läuft)'),
    ).toBeInTheDocument();
    expect(screen.getByText('Succeeded')).toBeInTheDocument();
    expect(screen.getByText('1 Ausgabe ändert sich')).toBeInTheDocument();
    expect(screen.getByText('3 Ausgaben ändern sich')).toBeInTheDocument();
    expect(screen.getAllByText('+ 2 to create')).toHaveLength(2);
    expect(screen.getByText('vor 3 Stunden')).toBeInTheDocument();
  });

  it('lets a translation put a link where its sentence needs it', async () => {
    renderInGerman(
      <ValueWithProvenance
        value="vpc-1"
        provenance={{
          source: 'reference',
          name: 'vpc_id',
          resource: {
            id: '1',
            name: 'core',
            templateName: 'network',
          },
        }}
        resourceHref={({ id }) => `/resources/${id}`}
      />,
    );
    const link = await screen.findByRole('link', { name: 'core' });
    expect(link).toHaveAttribute('href', '/resources/1');
    expect(link.parentElement).toHaveTextContent(
      '· Ausgabe vpc_id von network core',
    );
  });

  it('gives texts outside of components in English, or as they are translated', () => {
    expect(runKindLabel('dry_run')).toBe('Dry run');
    expect(
      runKindLabel('dry_run', textsOf(refs.runStateChipTranslationRef)),
    ).toBe('Dry run');
    const twice = [
      { name: 'a', value: '' },
      { name: 'a', value: '' },
    ];
    expect(validateEntries(twice)).toBe(
      validateEntries(twice, [], [], textsOf(refs.tagsEditorTranslationRef)),
    );
    expect(validateEntries(twice)).toBe('"a" is there twice.');
  });

  it.each(all)('%s has an id and messages that fit', (name, ref) => {
    const words = ref.id.replace(/^infrakitchen-react\./, '').split('-');
    expect(ref.id).toMatch(/^infrakitchen-react\.[a-z-]+$/);
    expect(name.toLowerCase()).toBe(`${words.join('')}translationref`);
    expect(all.filter(([, other]) => other.id === ref.id)).toHaveLength(1);

    const messages = messagesOf(ref);
    const entries = Object.entries(messages);
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.flatMap(entry => flawsOf(entry, messages))).toEqual([]);
  });
});
