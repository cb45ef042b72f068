// Anchors the plugin that builds the agent; the agent itself is in agent/.
