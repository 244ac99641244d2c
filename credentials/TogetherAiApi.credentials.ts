import type {
	IAuthenticateGeneric,
	Icon,
	ICredentialTestRequest,
	ICredentialType,
	INodeProperties,
} from 'n8n-workflow';

/**
 * The base URL made usable in an expression, as `normalizeBaseUrl` does it for the node: both must
 * agree, or a credential could test well and fail in the node.
 */
const BASE_URL_EXPRESSION =
	'={{ ($credentials.baseUrl || "").trim().split(/[?#]/)[0].replace(/([^:/])\\/+/g, "$1/").replace(/(\\/chat\\/completions)?\\/?$/, "").replace(/^(https?:\\/\\/[^/]+)$/i, "$1/v1") || "https://api.together.ai/v1" }}';

const REDIRECTS = [301, 302, 303, 307, 308];

/** The key of a Together AI account, and the address of the API. */
export class TogetherAiApi implements ICredentialType {
	name = 'togetherAiApi';

	displayName = 'Together AI API';

	documentationUrl = 'https://docs.together.ai/docs/quickstart';

	icon: Icon = { light: 'file:../icons/togetherAi.svg', dark: 'file:../icons/togetherAi.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. tgp_v1_...',
			description:
				'The key of your Together AI project. You find it <a href="https://api.together.ai/settings/api-keys" target="_blank">in the settings of your account</a>.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.together.ai/v1',
			placeholder: 'e.g. https://api.together.ai/v1',
			description:
				'The address of the API. Change it for the older host https://api.together.xyz/v1, a gateway, or a server of your own that speaks the same API.',
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey.trim()}}' } },
	};

	test: ICredentialTestRequest = {
		// The key would go along with a redirect.
		request: { baseURL: BASE_URL_EXPRESSION, url: '/models', disableFollowRedirect: true },
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'The API does not know this key. Copy it again from the settings of your account.',
				},
			},
			...REDIRECTS.map((value) => ({
				type: 'responseCode' as const,
				properties: {
					value,
					message:
						'The server redirects to another address, which is not followed because the key would go along. Enter the final address as Base URL, if you trust it.',
				},
			})),
		],
	};
}
