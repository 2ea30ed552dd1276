import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { Button, ButtonLink, Flex, Text } from '@backstage/ui';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  Loaded,
  PageFrame,
  Section,
  useAction,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../../shared';
import { describeRule } from './describeRule';
import {
  draftOf,
  emptyRule,
  ruleProblem,
  toRuleInput,
  type RuleDraft,
} from './ruleDraft';
import { RuleFields } from './RuleFields';

/** Creates a rule, or changes one. */
export function EditRulePage() {
  const { ruleId } = useParams();
  const links = useLinks();
  const api = useInfrakitchenApi();
  const start = useStart();
  const data = useAsyncData(
    async signal => {
      const rule = ruleId
        ? await api.getApprovalRule(ruleId, { signal })
        : undefined;
      return {
        draft: rule ? draftOf(rule) : await start(signal),
        revision: rule?.revision,
      };
    },
    [api, ruleId],
  );
  const title = ruleId
    ? data.value?.draft.name ?? 'Approval rule'
    : 'New approval rule';
  return (
    <PageFrame
      title={title}
      breadcrumb={`${links.governance('approval-rules')}/${ruleId ?? 'new'}`}
    >
      <Loaded data={data} errorTitle="The rule cannot be loaded">
        {({ draft, revision }) => (
          <RuleForm
            key={`${ruleId}:${revision}`}
            ruleId={ruleId}
            revision={revision}
            start={draft}
            onReload={data.reload}
          />
        )}
      </Loaded>
    </PageFrame>
  );
}

/** A new rule, about the project or template that the link names. */
function useStart(): (signal: AbortSignal) => Promise<RuleDraft> {
  const api = useInfrakitchenApi();
  const [params] = useSearchParams();
  const projectId = params.get('project');
  const templateId = params.get('template');
  return async signal => {
    if (projectId) {
      const { id, name } = await api.getProject(projectId, { signal });
      return {
        ...emptyRule,
        scopeKind: 'project',
        target: { id, label: name },
      };
    }
    if (templateId) {
      const { id, name } = await api.getTemplate(templateId, { signal });
      return {
        ...emptyRule,
        scopeKind: 'template',
        target: { id, label: name },
      };
    }
    return emptyRule;
  };
}

function RuleForm(props: {
  ruleId: string | undefined;
  revision: number | undefined;
  start: RuleDraft;
  onReload: () => Promise<void>;
}) {
  const { ruleId, revision, start, onReload } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const [draft, setDraft] = useState(start);
  const [tried, setTried] = useState(false);
  const problem = ruleProblem(draft);
  const list = links.governance('approval-rules');

  const save = async () => {
    setTried(true);
    if (problem) {
      return;
    }
    await action.run('save', async () => {
      const input = toRuleInput(draft);
      if (ruleId) {
        await api.replaceApprovalRule(ruleId, input, { revision });
      } else {
        await api.createApprovalRule(input);
      }
      notify(`The rule ${input.name} was saved`);
      goTo(list);
    });
  };

  return (
    <Section title="Rule" form>
      <Flex direction="column" gap="4">
        <RuleFields draft={draft} onChange={setDraft} />
        <section aria-label="What the rule says" aria-live="polite">
          <Text as="h3" variant="title-x-small">
            What the rule says
          </Text>
          {describeRule(draft).map(sentence => (
            <Text key={sentence} as="p">
              {sentence}
            </Text>
          ))}
        </section>
        {tried && problem && (
          <Text color="danger" role="alert">
            {problem}
          </Text>
        )}
        <WriteError
          error={action.error}
          title="The rule was not saved"
          onReload={onReload}
        />
        <Flex gap="2">
          <ButtonLink variant="secondary" href={list}>
            Cancel
          </ButtonLink>
          <Button
            variant="primary"
            isPending={action.pending === 'save'}
            onPress={save}
          >
            Save rule
          </Button>
        </Flex>
      </Flex>
    </Section>
  );
}
