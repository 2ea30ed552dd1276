import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import {
  makeFieldSchema,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import {
  offeredVersions,
  versionMatches,
  versionWarnings,
  type TemplateVersion,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  useAsyncData,
  useInfrakitchenApi,
  useVersions,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { findTemplate, readPlace } from '../../place';
import { FieldFrame, formDataOf, textsOf } from '../FieldFrame';
import { useIsRefused } from '../useIsRefused';
import {
  infrakitchenScaffolderTranslationRef,
  type Translate,
} from '../../translation';

/** Tag or branch of a version, or its id where several have the same. */
export const versionPickerSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      template: z.string().optional().describe('Key of the template.'),
      templateField: z
        .string()
        .optional()
        .describe('Field with the template; `template` where absent.'),
    }),
});

type Props = FieldExtensionComponentProps<
  string,
  { template?: string; templateField?: string }
>;

/** Picks a version that can be used; the recommended one comes first. */
export function VersionPicker(props: Props) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const { formData, onChange, uiSchema, required, disabled, rawErrors } = props;
  const api = useInfrakitchenApi();
  const isRefused = useIsRefused(rawErrors, formData);
  const { template } = readPlace(uiSchema['ui:options'], formDataOf(props));
  const record = useAsyncData(
    async signal => ({
      id: template && (await findTemplate(api, template, signal)).id,
    }),
    [api, template],
  );
  const versions = useVersions(record.value?.id, formData);
  const failed = record.error ? record : versions;
  const { find, isSearching, error: searchError } = versions.search;
  const { label, description } = textsOf(props, {
    title: t('versionPicker.version'),
  });
  const all = offeredVersions(versions.value ?? []);
  const chosen = all.find(version => writtenAs(version, all) === formData);
  const [warning] = versionWarnings(chosen);
  return (
    <FieldFrame field={props}>
      <Select
        label={label}
        description={
          (searchError &&
            t('versionPicker.theSearchFailedMessage', {
              message: searchError.message,
            })) ??
          warning?.message ??
          describe(t, template, chosen, description)
        }
        placeholder={
          template
            ? t('versionPicker.theNewestActiveVersion')
            : t('versionPicker.chooseTheTemplateFirst')
        }
        isRequired={required}
        isDisabled={disabled || !template}
        isInvalid={isRefused}
        search={{
          placeholder: t('versionPicker.searchVersions'),
          onInputChange: find,
          filter: (option, text) =>
            all.some(
              version =>
                writtenAs(version, all) === option.id &&
                versionMatches(version, text),
            ),
        }}
        loading={{ state: isSearching ? 'filtering' : 'idle' }}
        options={all.map(version => ({
          id: writtenAs(version, all),
          label: version.ref,
          description: [
            version.lifecycle,
            version.commitSha?.slice(0, 10),
            version.description,
          ]
            .filter(Boolean)
            .join(' · '),
        }))}
        value={chosen ? formData! : null}
        onChange={key => onChange(key === null ? undefined : String(key))}
      />
      {failed.error && (
        <ApiErrorPanel
          error={failed.error}
          title={t('versionPicker.theVersionsCannotBeLoaded')}
          onRetry={failed.reload}
        />
      )}
    </FieldFrame>
  );
}

function describe(
  t: Translate,
  template: string | undefined,
  chosen: TemplateVersion | undefined,
  description: string | undefined,
): string | undefined {
  return template && chosen?.breakingChanges
    ? t('versionPicker.breakingChanges', {
        changes: chosen.breakingChanges,
      })
    : description;
}

/** People know versions by tags; only what is not unique needs its id. */
function writtenAs(version: TemplateVersion, all: TemplateVersion[]): string {
  const isUnique = all.every(
    other => other.ref !== version.ref || other.id === version.id,
  );
  return isUnique ? version.ref : version.id;
}
