"""What an agent string tells about who sent it: evidence for a person, evidence for a machine."""
