import { ResourcesTable } from '../resources/ResourcesTable';
import type { TemplateTabProps } from './TemplatePage';

/** Resources of the template. */
export function TemplateResources(props: TemplateTabProps) {
  return <ResourcesTable templateId={props.template.id} />;
}
