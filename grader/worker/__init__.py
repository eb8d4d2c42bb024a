"""What runs inside the sandbox, beside the student's code; it imports nothing of ours and nothing it says is believed."""
