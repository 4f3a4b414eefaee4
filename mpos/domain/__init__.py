"""The rules of the field, pure: numbering, tendering, allocation, the business day, counting, readings."""
