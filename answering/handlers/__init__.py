"""What is done with a question, by what it asks for: one module a kind. Later ones lean on earlier ones: computation, claim, telling; origin."""
