import type { Resource } from '../resource';
import { json } from '../shared/answer';
import { PROJECT_SLUG } from '../shared/catalogue';

const WHOAMI = {
	api_key_id: 'key_sandbox',
	organization_id: 'org_sandbox',
	organization_name: 'Local stand-in',
	project_id: 'proj_sandbox',
	project_name: 'Sandbox',
	project_slug: PROJECT_SLUG,
	user_id: 'user_sandbox',
};

/** Whose key it is. */
export const account: Resource = [
	{ method: 'GET', path: '/v1/whoami', handle: () => json(WHOAMI) },
];
