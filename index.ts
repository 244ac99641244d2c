export { TogetherAiApi } from './credentials/TogetherAiApi.credentials';
export { LmChatTogetherAi } from './nodes/LmChatTogetherAi/LmChatTogetherAi.node';
export { TogetherAi } from './nodes/TogetherAi/TogetherAi.node';
