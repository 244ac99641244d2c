import type { INodeProperties } from 'n8n-workflow';

/** The choice between clean items and the API's own object. */
export const simplifyField: INodeProperties = {
	displayName: 'Simplify Output',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
