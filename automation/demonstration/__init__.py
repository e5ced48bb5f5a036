"""The demonstration department (演示部门)."""
