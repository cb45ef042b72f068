// Anchors the plugin that builds the programs; they are in programs/.
