import { compatWrapper } from '@backstage/core-compat-api';
import {
  EntityInfrakitchenCard as Card,
  EntityInfrakitchenContent as Content,
} from '../catalog';

/** The tab of an entity. */
export function EntityInfrakitchenContent() {
  return compatWrapper(<Content />);
}

/** The card of an entity. */
export function EntityInfrakitchenCard() {
  return compatWrapper(<Card />);
}
