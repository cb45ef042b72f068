int scry_agent_placeholder;
