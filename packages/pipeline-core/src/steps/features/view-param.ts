import { featureViewNameSchema } from '../../features/feature-view';
import { param } from '../param';

/** Names a feature view of the project. */
export function viewParam(name: string, description: string) {
  return param(featureViewNameSchema.default(name), { title: 'Feature view', description, widget: 'feature-view' });
}
