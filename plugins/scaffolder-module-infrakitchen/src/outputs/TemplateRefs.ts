import { isSoftwareTemplateRef } from '@infrakitchen/backstage-plugin-infrakitchen-common';

/**
 * The refs of software templates that the view is for. The scaffolder only asks
 * whether a ref is among them. Which templates there are nobody knows when the
 * app starts: those that are made from templates are known by their namespace.
 */
export class TemplateRefs extends Array<string> {
  // What arrays make of themselves are plain ones.
  static get [Symbol.species]() {
    return Array;
  }

  /** @param named - of templates that people have written. */
  static naming(...named: string[]): TemplateRefs {
    const refs = new TemplateRefs();
    refs.push(...named.map(ref => ref.toLocaleLowerCase('en-US')));
    return refs;
  }

  includes(ref: string): boolean {
    return (
      isSoftwareTemplateRef(ref) ||
      super.includes(ref.toLocaleLowerCase('en-US'))
    );
  }
}
