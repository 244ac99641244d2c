import type { Resource } from '../resource';
import { json } from '../shared/answer';
import { MODELS } from '../shared/catalogue';

/** The models list: a bare array, as the API sends it. */
export const models: Resource = [{ method: 'GET', path: '/v1/models', handle: () => json(MODELS) }];
