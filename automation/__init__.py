"""Kefubu 客服簿: customer-service registers in Excel that check themselves."""
