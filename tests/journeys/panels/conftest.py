"""Journeys of the panels open houses of their own (`tests.journeys.panels.panel_house`)."""
