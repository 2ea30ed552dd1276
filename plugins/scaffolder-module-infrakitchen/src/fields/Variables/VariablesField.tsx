import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEffect } from 'react';
import { Flex, Skeleton, Text } from '@backstage/ui';
import {
  useTemplateSecrets,
  type FieldExtensionComponentProps,
} from '@backstage/plugin-scaffolder-react';
import { jsonEquals } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  ApiErrorPanel,
  EmptyState,
  useAsyncData,
  useInfrakitchenApi,
  VariablesForm,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { readPlace, useVersionSchema, type PlacedSchema } from '../../place';
import { FieldFrame, formDataOf, textsOf } from '../FieldFrame';
import { checkValues } from './checkVariables';
import type { VariablesOptions } from './schema';
import { useSettled } from './useSettled';
import {
  ownValues,
  partValues,
  type VariablesFieldValue,
} from './variablesValue';
import { infrakitchenScaffolderTranslationRef } from '../../translation';

type Props = FieldExtensionComponentProps<
  VariablesFieldValue,
  VariablesOptions
>;

/** The form of a version's variables, for where the resource is going to be. */
export function VariablesField(props: Props) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const { label, description } = textsOf(props, {
    title: t('variablesField.variables'),
  });
  const written = readPlace(props.uiSchema['ui:options'], formDataOf(props));
  const placed = useVersionSchema(written);
  return (
    <FieldFrame field={props}>
      <section aria-label={label}>
        <Flex direction="column" gap="3">
          <Text as="h4" variant="title-x-small">
            {label}
          </Text>
          {description && <Text color="secondary">{description}</Text>}
          {written.missing.length > 0 && (
            <Text color="secondary" role="status">
              {t('variablesField.chooseTheParentsFirstWhat')}
            </Text>
          )}
          {placed.error && (
            <ApiErrorPanel
              error={placed.error}
              title={t('variablesField.theVariablesCannotBeLoaded')}
              onRetry={placed.reload}
            />
          )}
          {placed.value && <LoadedVariables {...props} placed={placed.value} />}
          {!placed.value && !placed.error && (
            <Waiting isLoading={placed.loading} />
          )}
        </Flex>
      </section>
    </FieldFrame>
  );
}

function Waiting(props: { isLoading: boolean }) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  return props.isLoading ? (
    <div role="status" aria-label={t('variablesField.loading')}>
      <Flex direction="column" gap="2">
        <Skeleton width="40%" height={24} />
        <Skeleton width="100%" height={64} />
        <Skeleton width="100%" height={64} />
      </Flex>
    </div>
  ) : (
    <EmptyState
      title={t('variablesField.noTemplateIsChosenYet')}
      description={t('variablesField.itsVariablesAppearHereOnce')}
    />
  );
}

function LoadedVariables(props: Props & { placed: PlacedSchema }) {
  const { t } = useTranslationRef(infrakitchenScaffolderTranslationRef);
  const { placed, name, formData, onChange, rawErrors } = props;
  const { schema } = placed;
  const api = useInfrakitchenApi();
  const { secrets, setSecrets } = useTemplateSecrets();
  const own = ownValues(formData, secrets[name], schema);
  const { value } = partValues(own, schema);
  // What is gone with another version, or with the secrets of an earlier task,
  // must not count as filled in.
  const isOutOfDate = !jsonEquals(normalised(formData), normalised(value));
  useEffect(() => {
    if (isOutOfDate) {
      onChange(value);
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isOutOfDate]);
  const options = props.uiSchema['ui:options'] ?? {};
  const asked = useSettled(
    JSON.stringify({ value, formData: formDataOf(props) }),
  );
  const check = useAsyncData(
    async signal =>
      checkValues(
        api,
        { ...JSON.parse(asked), options, place: placed },
        signal,
      ),
    [api, asked, placed],
  );
  const wasRefused = Boolean(rawErrors?.length);
  // What is not filled in yet is no mistake before somebody wants to go on.
  const serverErrors = check.value?.filter(
    ({ variable }) => wasRefused || (variable && variable in own),
  );
  const hasSensitive = schema.variables.some(({ sensitive }) => sensitive);
  return (
    <>
      {hasSensitive && (
        <Text color="secondary" variant="body-small">
          {t('variablesField.sensitiveValuesAreHandedOver')}
        </Text>
      )}
      <VariablesForm
        versionSchema={schema}
        value={{ values: own, unsetSensitive: [] }}
        showErrors={wasRefused}
        serverErrors={serverErrors}
        onChange={next => {
          const parted = partValues(next.values, schema);
          if (hasSensitive) {
            setSecrets({ [name]: parted.secret });
          }
          onChange(parted.value);
        }}
      />
    </>
  );
}

/** As the two are compared: what is absent is empty. */
function normalised(value: VariablesFieldValue | undefined) {
  return {
    values: value?.values ?? {},
    sensitive: value?.sensitive ?? [],
  };
}
